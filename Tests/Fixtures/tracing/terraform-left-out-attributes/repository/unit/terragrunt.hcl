terraform {
  source = "../modules/asg"
}

locals {
  limits = { cpu = 256 }
}

inputs = {
  name   = "unit"
  limits = local.limits
  groups = {
    system = {
      size = 40
    }
  }
}
