"""What sources write, made into what the database keeps: places, pay, dates, education, titles."""
