# The vendor's module; only its arguments are ours.
module "wms" {
  source  = "terraform-aws-modules/rds/aws"
  version = "6.9.0"

  identifier        = "${local.name}-wms"
  engine            = "postgres"
  instance_class    = "db.r6g.2xlarge"
  allocated_storage = 400
}
