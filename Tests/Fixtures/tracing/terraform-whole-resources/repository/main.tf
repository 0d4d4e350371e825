terraform {}

variable "is_blue" {
  default = true
}

locals {
  svc    = aws_ecs_service.t
  others = aws_ecs_service.many
  chosen = var.is_blue ? aws_ecs_service.blue : aws_ecs_service.green
}

resource "aws_ecs_service" "t" {
  name          = "t"
  desired_count = 4

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 7
  }
}

resource "aws_appautoscaling_target" "named" {
  resource_id  = "service/${local.svc.name}"
  max_capacity = 10
}

resource "aws_appautoscaling_target" "identified" {
  resource_id = local.svc.id
  role_arn    = local.svc["arn"]
}

resource "aws_appautoscaling_target" "counted" {
  resource_id  = "service/x"
  min_capacity = local.svc.desired_count
  max_capacity = local.svc.desired_count * 2
}

output "strategies" {
  value = jsonencode(local.svc.capacity_provider_strategy)
}

resource "aws_ecs_service" "many" {
  for_each      = { a = 1, b = 2 }
  name          = "many-${each.key}"
  desired_count = each.value
}

resource "aws_appautoscaling_target" "many" {
  for_each     = local.others
  resource_id  = "service/${each.value.name}"
  min_capacity = each.value.desired_count
}

output "names" {
  value = join(",", [for service in aws_ecs_service.many : service.name])
}

resource "aws_ecs_service" "blue" {
  name          = "blue"
  desired_count = 5
}

resource "aws_ecs_service" "green" {
  name          = "green"
  desired_count = 6
}

resource "aws_appautoscaling_target" "chosen" {
  resource_id  = "service/${local.chosen.name}"
  max_capacity = local.chosen.desired_count
}

module "service" {
  source = "./service"
}

resource "aws_cloudwatch_metric_alarm" "module" {
  alarm_name = "${module.service.all.name} is down"
  threshold  = module.service.all.desired_count
}

module "typed" {
  source = "./service"
  peer   = { name = local.svc.name, desired_count = local.svc.desired_count }
}

module "handed" {
  source = "./service"
  peer   = local.svc
}
