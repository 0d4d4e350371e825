terraform {
  required_version = "~> 1"
}

locals {
  groups = {
    "central-n2d" = {
      region        = "us-central1",
      instance_type = "n2d-highcpu-16",
      // As many as the quota allows.
      count = 26,
    },
    "east-n2d" = {
      region        = "us-east5",
      instance_type = "n2d-highcpu-16",
      count         = 5,
    },
    "central-c2d" = {
      region        = "us-central1",
      instance_type = "c2d-highcpu-8",
      count         = 22,
    },
  }
}
