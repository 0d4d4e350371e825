import Tracing

/// States and plans as Terraform 1.11 writes them, cut to what matters.
enum States {
    static let shown = """
        {"format_version":"1.0","terraform_version":"1.11.4","values":{"outputs":{"o":{"value":"x"}},"root_module":{
          "resources":[
            {"address":"aws_instance.web[\\"a.b\\"]","mode":"managed","type":"aws_instance","name":"web","index":"a.b",
             "values":{"id":"i-0abc","arn":"arn:aws:ec2:eu-west-1:1:instance/i-0abc","instance_type":"m5.large",
                       "private_ip":"10.0.0.4","tags":{"Name":"web-a"}},"sensitive_values":{"tags":{}}},
            {"address":"aws_ebs_volume.web","mode":"managed","type":"aws_ebs_volume","name":"web",
             "values":{"id":"vol-1","size":20,"tags":{"Name":"web-a"}}},
            {"address":"data.aws_ami.base","mode":"data","type":"aws_ami","name":"base","values":{"id":"ami-1"}}],
          "child_modules":[{"address":"module.db","child_modules":[{"address":"module.db.module.instance[0]","resources":[
            {"address":"module.db.module.instance[0].aws_db_instance.this[0]","mode":"managed","type":"aws_db_instance",
             "name":"this","index":0,"values":{"id":"db-XYZ","identifier":"orders","instance_class":"db.t3.large",
             "allocated_storage":20,"password":"s3cret\\u0021"}}]}]}]}}}
        """

    static let raw = """
        {"version":4,"terraform_version":"1.11.4","serial":4,"lineage":"x","outputs":{},"resources":[
          {"mode":"managed","type":"aws_instance","name":"web","provider":"p","instances":[
            {"index_key":"a.b","schema_version":0,"attributes":{"id":"i-0abc","instance_type":"m5.large","tags":{"Name":"web-a"}}},
            {"index_key":"old","deposed":"1234","attributes":{"id":"i-0old","instance_type":"m4.large"}}]},
          {"module":"module.db.module.instance[0]","mode":"managed","type":"aws_db_instance","name":"this","instances":[
            {"index_key":0,"attributes":{"id":"db-XYZ","identifier":"orders","instance_class":"db.t3.large"}}]},
          {"mode":"data","type":"aws_ami","name":"base","instances":[{"attributes":{"id":"ami-1"}}]}],"check_results":null}
        """

    /// A plan of `module "db"` around a module from elsewhere.
    static func plan(
        planned: String = "db.t3.large", inner: String = #"{"references":["var.instance_class"]}"#,
        outer: String = #"{"constant_value":"db.t3.large"}"#
    ) -> String {
        """
        {"format_version":"1.2","terraform_version":"1.11.4",
         "planned_values":{"root_module":{"child_modules":[{"address":"module.db","child_modules":[{"address":"module.db.module.instance[0]",
           "resources":[{"address":"module.db.module.instance[0].aws_db_instance.this[0]","mode":"managed","type":"aws_db_instance",
           "name":"this","index":0,"values":{"identifier":"orders","instance_class":"\(planned)","allocated_storage":20}}]}]}]}},
         "prior_state":{"format_version":"1.0","values":{"root_module":{"child_modules":[{"address":"module.db","child_modules":[
           {"address":"module.db.module.instance[0]","resources":[{"address":"module.db.module.instance[0].aws_db_instance.this[0]",
           "mode":"managed","type":"aws_db_instance","name":"this","index":0,
           "values":{"id":"db-XYZ","identifier":"orders","instance_class":"db.t3.small"}}]}]}]}}},
         "configuration":{"root_module":{"module_calls":{"db":{"source":"x/y/z","expressions":{
             "instance_class":\(outer),"allocated_storage":{"constant_value":20},"size":{"constant_value":20}},
           "module":{"variables":{"instance_class":{}},"module_calls":{"instance":{"source":"./i","count_expression":{"constant_value":1},
             "expressions":{"class":\(inner)},"module":{"variables":{"class":{}},"resources":[
               {"address":"aws_db_instance.this","mode":"managed","type":"aws_db_instance","name":"this",
                "expressions":{"instance_class":{"references":["var.class"]},
                               "allocated_storage":{"references":["var.create","var.storage"]}},
                "count_expression":{"constant_value":1}}]}}}}}}}}}
        """
    }

    static func read(_ text: String) throws -> ProductionState {
        try ProductionState(Array(text.utf8), name: "state.json")
    }
}
