namespace AppHost;

/// <summary>
/// A role of a database that owns nothing, with a password of its own; its users never get the owner's.
/// </summary>
internal sealed record DatabaseRole(
    IResourceBuilder<IResourceWithConnectionString> Database,
    string Name,
    IResourceBuilder<ParameterResource> Password)
{
    /// <summary>Connects to the database as this role.</summary>
    public ReferenceExpression ConnectionString
    {
        get
        {
            var database = Database.Resource.GetConnectionProperties().ToDictionary(StringComparer.OrdinalIgnoreCase);
            return ReferenceExpression.Create(
                $"Host={database["Host"]};Port={database["Port"]};Username={Name};Password={Password};"
                    + $"Database={database["DatabaseName"]}");
        }
    }
}

/// <summary>
/// The roles of the patients database. They own nothing, so that row level security applies to them.
/// </summary>
/// <param name="Runtime">Reads and writes patients.</param>
/// <param name="Reader">Only reads patients: for the instance from which the gateway reads if the API fails.</param>
/// <param name="Audit">Only inserts audit entries.</param>
/// <param name="Auditor">Only reads audit entries.</param>
internal sealed record DatabaseRoles(
    DatabaseRole Runtime, DatabaseRole Reader, DatabaseRole Audit, DatabaseRole Auditor);

/// <summary>
/// Passes the roles to the service that migrates the database and creates them, and to the instances that connect as
/// them.
/// </summary>
internal static class DatabaseRoleExtensions
{
    private const string Pipeline = "database";

    /// <summary>
    /// Adds the roles, each with a generated password: the secret <c>{name}-password</c>, in which dashes replace
    /// underscores.
    /// </summary>
    public static DatabaseRoles AddRoles(this IResourceBuilder<IResourceWithConnectionString> database) => new(
        database.AddRole("patients_app", "Password of the role that reads and writes patients."),
        database.AddRole("patients_reader", "Password of the role that only reads patients."),
        database.AddRole("patients_audit", "Password of the role that only inserts audit entries."),
        database.AddRole("patients_auditor", "Password of the role that only reads audit entries."));

    /// <summary>
    /// Connects a service as the runtime role, and passes the owner's connection string for migrations: the service
    /// creates the runtime role with the name and the password of its own connection string, and the role of read-only
    /// instances with those of its settings. <paramref name="sharedBy"/> processes share the server's connections.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> service, DatabaseRoles roles, int sharedBy) => service
        .WithConnection(ResourceNames.PatientsDatabase, roles.Runtime)
        .WithSharedConnections(Pipeline, sharedBy)
        .WithReference(roles.Runtime.Database, ResourceNames.PatientsOwner)
        .WaitFor(roles.Runtime.Database)
        .WithEnvironment("Database__Reader__Name", roles.Reader.Name)
        .WithEnvironment("Database__Reader__Password", roles.Reader.Password);

    /// <summary>
    /// Connects a read-only instance as the reader; it waits by itself until the other service has migrated the
    /// database. Read-only mode is set by an argument, which distinguishes its process from the other instances of the
    /// same program.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithReadOnlyDatabase(
        this IResourceBuilder<ProjectResource> service, DatabaseRoles roles, int sharedBy) => service
        .WithArgs("--Database:ReadOnly=true")
        .WithConnection(ResourceNames.PatientsDatabase, roles.Reader)
        .WithSharedConnections(Pipeline, sharedBy);

    /// <summary>Passes the connection string of a role.</summary>
    public static IResourceBuilder<ProjectResource> WithConnection(
        this IResourceBuilder<ProjectResource> service, string name, DatabaseRole role) =>
        service.WithEnvironment($"ConnectionStrings__{name}", role.ConnectionString);

    private static DatabaseRole AddRole(
        this IResourceBuilder<IResourceWithConnectionString> database, string name, string passwordDescription) => new(
        database,
        name,
        database.ApplicationBuilder.AddSecret($"{name.Replace('_', '-')}-password", passwordDescription));
}
