locals {
  application = jsondecode(file("./application_variables.json"))
  account     = local.application.accounts[terraform.workspace]

  scheduler_types = {
    prod    = "m5.2xlarge"
    staging = "t3.medium"
  }

  # Defaults, then what every database shares, then what the environment wants; the last writer wins.
  database_defaults = {
    instance_class    = "db.t4g.medium"
    allocated_storage = 50
    multi_az          = false
  }
  database_common = merge(local.database_defaults, {
    instance_class = "db.r6g.large"
    multi_az       = true
  })
  databases = {
    prod = merge(local.database_common, merge({ allocated_storage = 300 }, {
      instance_class = "db.r6g.2xlarge"
    }))
    staging = merge(local.database_common, { multi_az = false })
  }
  database = local.databases[var.environment]
}
