locals {
  config = yamldecode(file("../config.yaml"))
}

terraform {
  source = "../../mod"
}

inputs = {
  number = local.config.number
}
