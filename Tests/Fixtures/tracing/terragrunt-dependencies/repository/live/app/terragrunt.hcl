locals {
  config = yamldecode(file("../config.yaml"))
}

dependency "infra" {
  config_path = "../infra"
}

terraform {
  source = "../../app"
}

inputs = {
  number  = local.config.number
  address = dependency.infra.outputs.address
}
