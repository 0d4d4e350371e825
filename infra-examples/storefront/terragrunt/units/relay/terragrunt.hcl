# Made by stacks: one relay for each partner.
terraform {
  source = "${get_repo_root()}/terraform/modules//worker"
}

inputs = {
  name          = "partners-relay-${values.partner}"
  instance_type = values.instance_type
}
