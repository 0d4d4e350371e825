resource "aws_lb" "public" {
  name               = local.name
  load_balancer_type = "application"
  subnets            = aws_subnet.private[*].id
}

resource "aws_lb_target_group" "web" {
  name     = "${local.name}-web"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id

  health_check {
    path     = "/healthz"
    interval = 15 # seconds
  }
}

# The shop's legacy pages; everything new runs in the cluster.
module "web" {
  source = "../modules/web"

  name               = "${local.name}-web"
  ami                = var.web_ami
  instance_type      = var.web_instance_type
  subnet_id          = aws_subnet.private[0].id
  security_group_ids = [aws_security_group.web.id]
  target_group_arn   = aws_lb_target_group.web.arn
  root_volume_gb     = 60
  tags               = { Service = "web", Owner = "team-web" }
}

# Back office. The same size in every environment, on purpose: support trains on staging.
module "admin" {
  source = "../modules/web"

  name               = "${local.name}-${var.admin_subdomain}"
  ami                = var.web_ami
  instance_type      = "m5.large"
  subnet_id          = aws_subnet.private[1].id
  security_group_ids = [aws_security_group.web.id]
  target_group_arn   = aws_lb_target_group.web.arn
  tags               = { Service = "admin", Owner = "team-web" }
}

output "web_private_ip" {
  value = module.web.private_ip
}
