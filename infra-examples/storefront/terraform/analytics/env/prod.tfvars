environment = "prod"
ingest_type = "c5.2xlarge"
