terraform {}

variable "groups" {
  type = map(object({ size = optional(number), disk_size = optional(number) }))
}

module "web" {
  source = "../modules/asg"
  name   = "web"
  groups = var.groups
}
