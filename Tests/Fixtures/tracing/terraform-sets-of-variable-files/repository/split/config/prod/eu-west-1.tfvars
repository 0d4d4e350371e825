size = "prod.eu"
