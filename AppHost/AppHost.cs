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

var roles = patients.AddRoles();
var cursorKey = builder.AddSecret("cursor-key", "Encrypts the cursors of patient lists, the same way in each replica.");
var auditKey = builder.AddSecret("audit-key", "Chains the audit entries; the database does not have it.");
var tokens = builder.AddServiceTokenKeys();
var console = builder.AddResilienceConsole();

var replicas = builder.Configuration.GetReplicas("PatientApi");
var api = builder.AddProject<Projects.PatientApi>(ResourceNames.PatientApi)
    .WithDatabase(roles, sharedBy: replicas + 1)
    .WithAuditTrail(auditKey, roles)
    .WithEnvironment("Paging__CursorKey", cursorKey)
    .WithServiceTokens(tokens)
    .WithReplicas(replicas)
    .WithServiceDefaults()
    .WithConsole(console, switches: "database")
    .WithApiReference(icon: "PersonNote");

// The same program in read-only mode; the gateway reads from it if the API fails.
var readOnlyApi = builder.AddProject<Projects.PatientApi>(ResourceNames.PatientApiReadOnly, "read-only")
    .WithReadOnlyDatabase(roles, sharedBy: replicas + 1)
    .WithEnvironment("Paging__CursorKey", cursorKey)
    .WithServiceTokens(tokens)
    .WithServiceDefaults()
    .WithConsole(console)
    .WithParentRelationship(api)
    .WithApiReference(icon: "BookOpen");

builder.AddProject<Projects.PatientGateway>(ResourceNames.PatientGateway)
    .WithExternalHttpEndpoints()
    .WithReference(api).WithStartWait(api).WithReference(readOnlyApi).WithReference(redis)
    .WithPayloadEncryption()
    .WithAuditFiles(auditKey)
    .WithCallers(tokens)
    .WithServiceDefaults()
    .WithConsole(console, switches: ResourceNames.PatientApi, hasCache: true)
    .WithApiReference(icon: "ShieldCheckmark")
    .WithUrlForEndpoint("http", _ => new() { Url = "/resilience/settings", DisplayText = "Resilience settings" })
    .WithTrafficFrom(console);

builder.RefuseTakenPorts();
builder.Build().Run();
