resource "aws_instance" "reports" {
  ami           = var.ami
  instance_type = local.account.reports_instance_type

  root_block_device {
    volume_size = local.account.reports_disk_gb
  }

  tags = { Name = "analytics-${var.environment}-reports" }
}

resource "aws_instance" "scheduler" {
  ami           = var.ami
  instance_type = local.scheduler_types[terraform.workspace]

  tags = { Name = "analytics-${var.environment}-scheduler" }
}

resource "aws_instance" "notebook" {
  ami           = var.ami
  instance_type = var.notebook_type

  tags = { Name = "analytics-${var.environment}-notebook" }
}

resource "aws_instance" "ingest" {
  ami           = var.ami
  instance_type = var.ingest_type

  tags = { Name = "analytics-${var.environment}-ingest" }
}

resource "aws_instance" "export" {
  ami           = var.ami
  instance_type = var.environment == "prod" ? "m5.2xlarge" : "t3.medium"

  tags = { Name = "analytics-${var.environment}-export" }
}

resource "aws_db_instance" "warehouse" {
  identifier        = "analytics-${var.environment}"
  engine            = "postgres"
  instance_class    = local.database.instance_class
  allocated_storage = local.database.allocated_storage
  multi_az          = local.database.multi_az
}
