local replicas = 2; {}
