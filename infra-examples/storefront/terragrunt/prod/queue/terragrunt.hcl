include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "tfr:///terraform-aws-modules/ec2-instance/aws?version=5.7.0"
}

inputs = {
  name          = "partners-queue"
  instance_type = "m5.2xlarge"
}
