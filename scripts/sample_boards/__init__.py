"""Sample job boards: postings with marked credentials, served over HTTP in the shape of real sources."""
