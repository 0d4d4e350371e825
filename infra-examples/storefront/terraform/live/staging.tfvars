environment = "staging"

web_instance_type    = "t3.large"
db_instance_class    = "db.t4g.medium"
db_allocated_storage = 50

workers = { min = 1, max = 2 }

functions = {
  invoices = { handler = "invoices.handle" }
}