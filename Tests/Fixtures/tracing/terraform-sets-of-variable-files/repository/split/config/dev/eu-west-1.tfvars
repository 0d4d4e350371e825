size = "dev.eu"
