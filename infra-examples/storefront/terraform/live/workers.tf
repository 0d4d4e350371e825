resource "aws_launch_template" "workers" {
  name_prefix   = "${local.name}-workers-"
  image_id      = var.web_ami
  instance_type = lookup(local.worker_types, var.environment, "c5.large")

  tag_specifications {
    resource_type = "instance"
    tags          = merge(local.tags, { Name = "${local.name}-worker" })
  }
}

resource "aws_autoscaling_group" "workers" {
  name                = "${local.name}-workers"
  min_size            = var.workers.min
  max_size            = var.workers.max
  desired_capacity    = var.workers.desired
  vpc_zone_identifier = aws_subnet.private[*].id

  launch_template {
    id      = aws_launch_template.workers.id
    version = "$Latest"
  }
}
