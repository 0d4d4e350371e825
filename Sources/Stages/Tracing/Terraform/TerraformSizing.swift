/// Attributes of Terraform resources that decide size and number.
///
/// The names are those of the providers' documentation: some mean a size wherever they stand, others in the resources of one
/// provider or of one kind alone.
enum TerraformSizing {
    /// True for an attribute of a resource of this type, `azurerm_redis_cache`, that decides size or number.
    static func isSizing(_ attribute: String, of type: String) -> Bool {
        let path = attribute.split(separator: ".").map { $0.prefix { $0 != "[" } }
        guard let name = path.last.map(String.init) else { return false }
        if names.contains(name) { return true }
        if path.dropLast().contains(where: { $0 == "limits" || $0 == "requests" }) { return true }
        return ofTypes.contains { type.hasPrefix($0.prefix) && $0.names.contains(name) }
    }

    /// The same of an argument of a module that is not here: `system_node_pool_vm_size`.
    static func isSizingArgument(_ attribute: String) -> Bool {
        let path = attribute.split(separator: ".").map { $0.prefix { $0 != "[" } }
        guard let name = path.last,
            !path.dropLast().contains(where: { $0.hasSuffix("labels") || $0.hasSuffix("tags") })
        else { return false }
        return isSizing(attribute, of: "") || endings.contains { name.hasSuffix($0) }
    }

    /// Names that mean a size in the resources of any provider.
    private static let names: Set<String> = [
        "instance_type", "instance_class", "instance_types", "node_type", "desired_size", "desired_capacity",
        "desired_count", "min_size", "max_size", "min_capacity", "max_capacity", "memory_size", "memory",
        "memoryReservation", "memory_size_gb", "memory_size_mb", "cpu", "allocated_storage",
        "max_allocated_storage", "volume_size", "size", "iops", "throughput", "max_throughput",
        "num_cache_nodes", "num_cache_clusters", "replicas", "min_replicas", "max_replicas", "replica_count",
        "node_count", "min_node_count", "max_node_count", "machine_type", "vm_size", "disk_size_gb",
        "disk_size", "os_disk_size_gb", "boot_disk_size_gb", "tier", "sku_name", "read_capacity",
        "write_capacity", "num_node_groups", "replicas_per_node_group", "instance_count",
        "min_instance_count",
        "max_instance_count", "min_instances", "max_instances", "count", "retention_in_days",
        "ephemeral_storage", "shard_count", "number_of_broker_nodes", "storage_mb", "storage_size_gb",
        "worker_count", "num_nodes", "size_gb", "size_in_gb", "size_in_gib",
    ]

    /// Beginnings of types with the names that mean a size in them.
    private static let ofTypes: [(prefix: String, names: Set<String>)] = [
        // Amazon
        ("aws_batch_compute_environment", ["min_vcpus", "max_vcpus", "desired_vcpus"]),
        ("aws_codebuild_project", ["compute_type"]),
        ("aws_dax_cluster", ["replication_factor"]),
        ("aws_db_instance", ["storage_throughput"]),
        ("aws_dms_replication_instance", ["replication_instance_class"]),
        ("aws_ebs_snapshot", ["volume_size"]),
        ("aws_efs_file_system", ["provisioned_throughput_in_mibps"]),
        (
            "aws_elasticsearch_domain",
            ["warm_count", "warm_type", "dedicated_master_count", "dedicated_master_type"]
        ),
        (
            "aws_opensearch_domain",
            ["warm_count", "warm_type", "dedicated_master_count", "dedicated_master_type"]
        ),
        ("aws_fsx_", ["storage_capacity", "throughput_capacity"]),
        ("aws_glue_job", ["number_of_workers", "worker_type"]),
        ("aws_kinesis_stream", ["retention_period"]),
        (
            "aws_lambda_",
            ["provisioned_concurrent_executions", "reserved_concurrent_executions", "maximum_concurrency"]
        ),
        ("aws_launch_template", ["core_count", "threads_per_core"]),
        ("aws_memorydb_cluster", ["num_shards", "num_replicas_per_shard"]),
        ("aws_mq_broker", ["host_instance_type"]),
        ("aws_redshift_cluster", ["number_of_nodes"]),
        ("aws_redshiftserverless_workgroup", ["base_capacity"]),
        ("aws_sagemaker_", ["initial_instance_count", "volume_size_in_gb"]),
        // Azure
        ("azurerm_api_management", ["capacity"]),
        ("azurerm_app_service_plan", ["capacity", "maximum_elastic_worker_count"]),
        ("azurerm_application_gateway", ["capacity"]),
        ("azurerm_cognitive_deployment", ["capacity"]),
        ("azurerm_databricks_", ["num_workers"]),
        (
            "azurerm_eventhub",
            ["capacity", "maximum_throughput_units", "partition_count", "message_retention"]
        ),
        ("azurerm_firewall", ["sku_tier"]),
        ("azurerm_function_app_flex_consumption", ["instance_memory_in_mb", "maximum_instance_count"]),
        ("azurerm_hdinsight_", ["target_instance_count"]),
        ("azurerm_iothub", ["capacity"]),
        ("azurerm_kubernetes_cluster", ["min_count", "max_count", "max_pods", "sku_tier"]),
        ("azurerm_kusto_cluster", ["capacity", "minimum_instances", "maximum_instances"]),
        ("azurerm_linux_virtual_machine_scale_set", ["instances", "sku"]),
        ("azurerm_windows_virtual_machine_scale_set", ["instances", "sku"]),
        ("azurerm_orchestrated_virtual_machine_scale_set", ["instances"]),
        ("azurerm_virtual_machine_scale_set", ["capacity"]),
        ("azurerm_linux_web_app", ["worker_count"]),
        ("azurerm_log_analytics_workspace", ["daily_quota_gb", "reservation_capacity_in_gb_per_day"]),
        ("azurerm_managed_disk", ["disk_iops_read_write", "disk_mbps_read_write"]),
        ("azurerm_monitor_autoscale_setting", ["minimum", "maximum", "default"]),
        (
            "azurerm_mssql_",
            ["max_size_gb", "read_replica_count", "capacity", "vcores", "storage_size_in_gb"]
        ),
        ("azurerm_mysql_flexible_server", ["size_gb"]),
        ("azurerm_netapp_", ["size_in_tb", "storage_quota_in_gb", "throughput_in_mibps"]),
        ("azurerm_postgresql_flexible_server", ["storage_tier"]),
        ("azurerm_redis_cache", ["capacity", "family", "replicas_per_primary", "replicas_per_master"]),
        ("azurerm_redis_enterprise", ["capacity"]),
        ("azurerm_search_service", ["partition_count", "sku"]),
        ("azurerm_service_plan", ["maximum_elastic_worker_count"]),
        ("azurerm_servicebus_", ["capacity", "premium_messaging_partitions", "max_size_in_megabytes"]),
        ("azurerm_signalr_service", ["capacity"]),
        ("azurerm_web_pubsub", ["capacity"]),
        ("azurerm_storage_share", ["quota"]),
        ("azurerm_synapse_", ["sku_name", "min_node_count", "max_node_count", "node_size"]),
        ("azurerm_virtual_network_gateway", ["sku"]),
        ("azurerm_vpn_gateway", ["scale_unit"]),
        // Google
        ("google_alloydb_", ["cpu_count"]),
        ("google_bigtable_", ["min_nodes", "max_nodes"]),
        ("google_cloud_run", ["container_concurrency", "max_instance_request_concurrency"]),
        ("google_cloudfunctions", ["available_memory_mb", "available_memory", "available_cpu"]),
        (
            "google_composer_environment",
            ["environment_size", "memory_gb", "storage_gb", "min_count", "max_count"]
        ),
        ("google_compute_disk", ["provisioned_iops", "provisioned_throughput"]),
        ("google_compute_instance_group_manager", ["target_size"]),
        ("google_compute_region_instance_group_manager", ["target_size"]),
        (
            "google_container_",
            ["initial_node_count", "total_min_node_count", "total_max_node_count", "local_ssd_count"]
        ),
        ("google_dataflow_", ["max_workers", "num_workers"]),
        ("google_dataproc_", ["num_instances", "boot_disk_size_gb", "num_local_ssds"]),
        ("google_filestore_instance", ["capacity_gb"]),
        ("google_spanner_instance", ["processing_units"]),
        ("google_sql_database_instance", ["disk_autoresize_limit"]),
        // Others
        ("aiven_", ["plan", "disk_space", "additional_disk_space"]),
        ("alicloud_", ["worker_number", "db_instance_storage", "db_node_class", "system_disk_size"]),
        ("cloudfoundry_app", ["instances", "disk_quota"]),
        ("confluent_kafka_cluster", ["cku", "partitions_count"]),
        (
            "databricks_",
            [
                "num_workers", "min_workers", "max_workers", "node_type_id", "driver_node_type_id",
                "cluster_size",
            ]
        ),
        ("digitalocean_", ["min_nodes", "max_nodes", "size_slug", "instance_size_slug"]),
        ("exoscale_", ["disk_size", "plan"]),
        ("hcloud_", ["server_type", "load_balancer_type"]),
        ("heroku_", ["quantity", "plan"]),
        ("ibm_", ["flavor", "profile", "worker_count", "members_memory_allocation_mb"]),
        ("linode_", ["type"]),
        (
            "mongodbatlas_",
            ["instance_size", "provider_instance_size_name", "num_shards", "replication_factor"]
        ),
        ("oci_", ["shape", "ocpus", "memory_in_gbs", "storage_size_in_gbs", "data_storage_size_in_gb"]),
        ("openstack_", ["flavor_name", "flavor"]),
        ("ovh_", ["flavor_name", "desired_nodes", "min_nodes", "max_nodes"]),
        ("proxmox_", ["cores", "sockets", "dedicated"]),
        ("scaleway_", ["type", "commercial_type", "min_scale", "max_scale", "volume_size_in_gb"]),
        ("snowflake_warehouse", ["warehouse_size", "min_cluster_count", "max_cluster_count"]),
        ("upcloud_", ["plan"]),
        ("vsphere_virtual_machine", ["num_cpus", "num_cores_per_socket"]),
        ("vultr_", ["plan", "node_quantity"]),
    ]

    /// Ends of arguments' names that mean a size.
    private static let endings = [
        "instance_type", "instance_types", "instance_class", "node_type", "vm_size", "machine_type",
        "desired_size", "desired_capacity", "desired_count", "min_size", "max_size", "min_capacity",
        "max_capacity", "memory_size", "allocated_storage", "volume_size", "disk_size", "disk_size_gb",
        "node_count", "node_count_min", "node_count_max", "memory", "memory_mb", "memory_gb", "cpu",
        "replicas",
        "sku_name", "storage_mb", "storage_gb", "worker_count", "instance_count", "max_throughput",
        "min_count",
        "max_count",
    ].map { "_" + $0 }
}
