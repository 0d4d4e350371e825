size = "prod.large"
