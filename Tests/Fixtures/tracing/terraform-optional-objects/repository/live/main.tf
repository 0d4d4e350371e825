terraform {
  required_version = ">= 1.5"
}

module "cluster" {
  source = "../modules/cluster"

  node_groups = {
    system = {
      min_size = 2
      max_size = 3
    }
    batch = {
      create         = true
      min_size       = 1
      instance_types = ["c6i.4xlarge"]
    }
  }
}
