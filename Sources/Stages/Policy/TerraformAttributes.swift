/// What changing an attribute of a Terraform resource does.
///
/// Data, reviewed against the providers' documentation (which attributes update in place, which stop the machine, which force a new resource).
///
/// An attribute that no row names counts as one that forces replacement. Attribute paths are written without
/// indices: `root_block_device[0].volume_size` is `root_block_device.volume_size`.
enum TerraformAttributes {
    static let rows: [BehaviourRow] = identity + compute + databases + scaling + serverless + storage

    /// Data, credentials, identity and the network, whatever the attribute.
    private static let identity: [BehaviourRow] = [
        BehaviourRow("*_iam_*", "*", .identity),
        BehaviourRow("*_iam", "*", .identity),
        BehaviourRow("*_kms_*", "*", .identity),
        BehaviourRow("*secret*", "*", .identity),
        BehaviourRow("*_key_vault*", "*", .identity),
        BehaviourRow("*_key_pair", "*", .identity),
        BehaviourRow("*_ssm_parameter", "*", .identity),
        BehaviourRow("*_role_assignment", "*", .identity),
        BehaviourRow("*_service_account*", "*", .identity),
        BehaviourRow("*security_group*", "*", .identity),
        BehaviourRow("*_network_acl*", "*", .identity),
        BehaviourRow("*firewall*", "*", .identity),
        BehaviourRow("*_vpc*", "*", .identity),
        BehaviourRow("*_subnet*", "*", .identity),
        BehaviourRow("*_route*", "*", .identity),
        BehaviourRow("*", "*password*", .identity),
        BehaviourRow("*", "*secret*", .identity),
        BehaviourRow("*", "*token*", .identity),
        BehaviourRow("*", "*policy*", .identity),
        BehaviourRow("*", "*iam_*", .identity),
        BehaviourRow("*", "*security_group*", .identity),
        BehaviourRow("*", "*encrypt*", .identity),
        BehaviourRow("*", "*kms_*", .identity),
        BehaviourRow("*", "*retention*", .identity),
        BehaviourRow("*", "*deletion_protection*", .identity),
        BehaviourRow("*", "*skip_final_snapshot*", .identity),
        BehaviourRow("*", "*publicly_accessible*", .identity),
    ]

    /// Machines.
    private static let compute: [BehaviourRow] = [
        BehaviourRow("aws_instance", "instance_type", .interrupt),
        BehaviourRow("aws_launch_template", "instance_type", .interrupt),
        BehaviourRow("aws_launch_configuration", "instance_type", .replace),
        BehaviourRow("aws_eks_node_group", "instance_types", .replace),
        BehaviourRow("google_compute_instance", "machine_type", .interrupt),
        BehaviourRow("google_container_node_pool", "node_config.machine_type", .replace),
        BehaviourRow("azurerm_linux_virtual_machine", "size", .interrupt),
        BehaviourRow("azurerm_windows_virtual_machine", "size", .interrupt),
        BehaviourRow("azurerm_kubernetes_cluster_node_pool", "vm_size", .replace),
    ]

    /// Managed databases, caches, brokers and search.
    private static let databases: [BehaviourRow] = [
        BehaviourRow("aws_db_instance", "instance_class", .interrupt),
        BehaviourRow("aws_rds_cluster_instance", "instance_class", .interrupt),
        BehaviourRow("aws_docdb_cluster_instance", "instance_class", .interrupt),
        BehaviourRow("aws_neptune_cluster_instance", "instance_class", .interrupt),
        BehaviourRow("aws_elasticache_cluster", "node_type", .interrupt),
        BehaviourRow("aws_elasticache_replication_group", "node_type", .interrupt),
        BehaviourRow("aws_elasticache_replication_group", "num_cache_clusters", .scale),
        BehaviourRow("aws_opensearch_domain", "cluster_config.instance_type", .interrupt),
        BehaviourRow("aws_opensearch_domain", "cluster_config.instance_count", .interrupt),
        BehaviourRow("aws_elasticsearch_domain", "cluster_config.instance_type", .interrupt),
        BehaviourRow("aws_msk_cluster", "broker_node_group_info.instance_type", .interrupt),
        BehaviourRow("aws_redshift_cluster", "node_type", .interrupt),
        BehaviourRow("aws_redshift_cluster", "number_of_nodes", .interrupt),
        BehaviourRow("aws_dms_replication_instance", "replication_instance_class", .interrupt),
        BehaviourRow("google_sql_database_instance", "settings.tier", .interrupt),
        BehaviourRow("google_redis_instance", "memory_size_gb", .interrupt),
        BehaviourRow("azurerm_postgresql_flexible_server", "sku_name", .interrupt),
        BehaviourRow("azurerm_mysql_flexible_server", "sku_name", .interrupt),
        BehaviourRow("azurerm_mssql_database", "sku_name", .interrupt),
        BehaviourRow("azurerm_redis_cache", "capacity", .interrupt),
    ]

    /// How many there are, or how much throughput is bought.
    private static let scaling: [BehaviourRow] = [
        BehaviourRow("aws_autoscaling_group", "min_size", .scale),
        BehaviourRow("aws_autoscaling_group", "max_size", .scale),
        BehaviourRow("aws_autoscaling_group", "desired_capacity", .scale),
        BehaviourRow("aws_eks_node_group", "scaling_config.min_size", .scale),
        BehaviourRow("aws_eks_node_group", "scaling_config.max_size", .scale),
        BehaviourRow("aws_eks_node_group", "scaling_config.desired_size", .scale),
        BehaviourRow("aws_ecs_service", "desired_count", .scale),
        BehaviourRow("aws_appautoscaling_target", "min_capacity", .scale),
        BehaviourRow("aws_appautoscaling_target", "max_capacity", .scale),
        BehaviourRow("aws_dynamodb_table", "read_capacity", .scale),
        BehaviourRow("aws_dynamodb_table", "write_capacity", .scale),
        BehaviourRow("aws_kinesis_stream", "shard_count", .scale),
        BehaviourRow("google_container_node_pool", "node_count", .scale),
        BehaviourRow("google_container_node_pool", "autoscaling.min_node_count", .scale),
        BehaviourRow("google_container_node_pool", "autoscaling.max_node_count", .scale),
        BehaviourRow("google_compute_instance_group_manager", "target_size", .scale),
        BehaviourRow("azurerm_kubernetes_cluster_node_pool", "node_count", .scale),
        BehaviourRow("azurerm_kubernetes_cluster_node_pool", "min_count", .scale),
        BehaviourRow("azurerm_kubernetes_cluster_node_pool", "max_count", .scale),
    ]

    /// What runs without machines of one's own.
    ///
    /// A task definition is not here: every change makes a new one.
    private static let serverless: [BehaviourRow] = [
        BehaviourRow("aws_lambda_function", "memory_size", .scale),
        BehaviourRow("aws_lambda_function", "timeout", .tune),
        BehaviourRow("aws_lambda_function", "reserved_concurrent_executions", .scale),
        BehaviourRow("aws_lambda_function", "ephemeral_storage.size", .scale),
        BehaviourRow(
            "aws_lambda_provisioned_concurrency_config", "provisioned_concurrent_executions", .scale),
        BehaviourRow("aws_sqs_queue", "visibility_timeout_seconds", .tune),
        BehaviourRow("google_cloud_run_v2_service", "template.containers.resources.limits.memory", .scale),
        BehaviourRow("google_cloud_run_v2_service", "template.containers.resources.limits.cpu", .scale),
        BehaviourRow("google_cloud_run_v2_service", "template.scaling.min_instance_count", .scale),
        BehaviourRow("google_cloud_run_v2_service", "template.scaling.max_instance_count", .scale),
        BehaviourRow("google_cloudfunctions2_function", "service_config.available_memory", .scale),
    ]

    /// Storage.
    ///
    /// Block devices declared inside an instance other than its root disk force replacement.
    private static let storage: [BehaviourRow] = [
        BehaviourRow("aws_ebs_volume", "size", .grow),
        BehaviourRow("aws_ebs_volume", "type", .interrupt),
        BehaviourRow("aws_ebs_volume", "iops", .scale),
        BehaviourRow("aws_ebs_volume", "throughput", .scale),
        BehaviourRow("aws_instance", "root_block_device.volume_size", .grow),
        BehaviourRow("aws_instance", "root_block_device.volume_type", .interrupt),
        BehaviourRow("aws_db_instance", "allocated_storage", .grow),
        BehaviourRow("aws_db_instance", "max_allocated_storage", .grow),
        BehaviourRow("aws_db_instance", "iops", .scale),
        BehaviourRow("aws_db_instance", "storage_throughput", .scale),
        BehaviourRow("aws_rds_cluster", "allocated_storage", .grow),
        BehaviourRow("aws_opensearch_domain", "ebs_options.volume_size", .grow),
        BehaviourRow("aws_elasticsearch_domain", "ebs_options.volume_size", .grow),
        BehaviourRow(
            "aws_msk_cluster", "broker_node_group_info.storage_info.ebs_storage_info.volume_size", .grow),
        BehaviourRow("google_compute_disk", "size", .grow),
        BehaviourRow("google_sql_database_instance", "settings.disk_size", .grow),
        BehaviourRow("azurerm_managed_disk", "disk_size_gb", .grow),
        BehaviourRow("azurerm_postgresql_flexible_server", "storage_mb", .grow),
    ]
}
