variable "groups" {
  type = any
}

module "inner" {
  source = "../asg"
  name   = "inner"
  groups = { for key, group in var.groups : key => merge({ size = 10 }, group) }
  limits = var.groups["a"]
}
