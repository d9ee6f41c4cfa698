using AppHost;
using AppHost.LocalServers;

var builder = DistributedApplication.CreateBuilder(AppHostStart.Prepare(args));

// Containers if a container runtime responds, otherwise local processes. Both have the same connection properties.
var containers = builder.UsesContainers();

var postgresPassword = builder.AddSecret("postgres-password", "Password of the owner of the patients database.");
IResourceBuilder<IResourceWithConnectionString> patients = containers
    ? builder.AddPostgres(ResourceNames.Postgres, password: postgresPassword).WithPersistentData().AddDatabase(
        ResourceNames.PatientsDatabase)
    : builder.AddLocalPostgres(ResourceNames.Postgres, ResourceNames.PatientsDatabase, postgresPassword);

var redisPassword = builder.AddSecret("redis-password", "Password of Redis.");
IResourceBuilder<IResourceWithConnectionString> redis = containers
    ? builder.AddRedis(ResourceNames.Redis, password: redisPassword).WithPersistentData()
    : builder.AddLocalRedis(ResourceNames.Redis, redisPassword);

// The same in every replica and after every restart, so that cursors stay valid.
var cursorKey = builder.AddSecret("cursor-key", "Encrypts the cursors of patient lists.");

// Roles that own nothing, so that row level security applies to them; the owner's password is for migrations. The
// reader can only SELECT: it is for the instance from which the gateway reads when the API fails.
var runtime = patients.AddRole("patients_app", "Password of the role that reads and writes patients.");
var reader = patients.AddRole("patients_reader", "Password of the role that only reads patients.");

var auditKey = builder.AddSecret("audit-key", "Chains the audit entries; the database does not have it.");
var audit = patients.AddRole("patients_audit", "Password of the role that only inserts audit entries.");
var auditor = patients.AddRole("patients_auditor", "Password of the role that only reads audit entries.");

var console = builder.AddResilienceConsole();

var tokens = builder.AddServiceTokenKeys();
var replicas = builder.Configuration.GetReplicas("PatientApi");
var api = builder.AddProject<Projects.PatientApi>(ResourceNames.PatientApi)
    .WithDatabase(runtime, ResourceNames.PatientsDatabase, ResourceNames.PatientsOwner)
    .WithReader(reader)
    .WithAuditTrail(auditKey, audit, auditor)
    .WithConsole(console, switches: "database")
    .WithEnvironment("Paging__CursorKey", cursorKey)
    .WithServiceTokens(tokens)
    .WithReplicas(replicas)
    .WithSharedConnections("database", replicas + 1)
    .WithServiceDefaults()
    .WithIconName("PersonNote")
    .WithApiReference();

var readOnlyApi = builder.AddProject<Projects.PatientApi>(
    ResourceNames.PatientApiReadOnly, launchProfileName: "read-only")
    .WithReadOnlyReference(reader, ResourceNames.PatientsDatabase)
    .WithConsole(console)
    .WaitFor(api)
    .WithEnvironment("Paging__CursorKey", cursorKey)
    .WithServiceTokens(tokens)
    .WithSharedConnections("database", replicas + 1)
    .WithServiceDefaults()
    .WithParentRelationship(api)
    .WithIconName("BookOpen")
    .WithApiReference();

var gateway = builder.AddProject<Projects.PatientGateway>(ResourceNames.PatientGateway)
    .WithExternalHttpEndpoints()
    .WithReference(api)
    .WaitFor(api)
    .WithReference(readOnlyApi)
    .WithReference(redis)
    .WithPayloadEncryption()
    .WithAuditFiles(auditKey)
    .WithCallers(tokens)
    .WithConsole(console, switches: ResourceNames.PatientApi, hasCache: true)
    .WithServiceDefaults()
    .WithIconName("ShieldCheckmark")
    .WithApiReference()
    .WithUrlForEndpoint("http", _ => new() { Url = "/resilience/settings", DisplayText = "Resilience settings" });

console.SendTrafficTo(gateway);

builder.RefuseTakenPorts();
builder.Build().Run();
