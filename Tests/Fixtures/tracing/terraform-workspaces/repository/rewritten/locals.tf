terraform {
  required_version = ">= 1.5"
}

locals {
  environment_name = lower(replace(terraform.workspace, "_", "-"))
  environment      = contains(keys(var.environments), local.environment_name) ? var.environments[local.environment_name] : var.environments["default"]
}

variable "environments" {
  type = map(object({
    tasks = number
    cpu   = optional(number, 256)
  }))
}

resource "aws_ecs_service" "web" {
  desired_count = local.environment.tasks
}

resource "aws_ecs_task_definition" "web" {
  cpu = local.environment.cpu
}
