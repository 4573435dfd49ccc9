from taxonomy.compiled import prefer

prefer("taxonomy", __path__)
