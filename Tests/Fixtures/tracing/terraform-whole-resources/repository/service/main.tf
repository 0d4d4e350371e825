variable "peer" {
  type    = object({ name = string, desired_count = string })
  default = null
}

resource "aws_ecs_service" "s" {
  name          = "s"
  desired_count = 3
}

resource "aws_appautoscaling_target" "peer" {
  resource_id  = "service/${var.peer.name}"
  min_capacity = var.peer.desired_count
}

output "all" {
  value = aws_ecs_service.s
}
