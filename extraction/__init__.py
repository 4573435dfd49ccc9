from taxonomy.compiled import prefer

prefer("extraction", __path__)
