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
/// Passes the roles to the service that migrates the database and creates them, and to the instances that connect as
/// them.
/// </summary>
internal static class DatabaseRoleExtensions
{
    /// <summary>
    /// Adds a role, with a generated password: the secret <c>{name}-password</c>, in which dashes replace underscores.
    /// </summary>
    public static DatabaseRole AddRole(
        this IResourceBuilder<IResourceWithConnectionString> database, string name, string passwordDescription) => new(
        database,
        name,
        database.ApplicationBuilder.AddSecret($"{name.Replace('_', '-')}-password", passwordDescription));

    /// <summary>
    /// Connects a service as the runtime role, and passes the owner's connection string for migrations: the service
    /// creates the runtime role with the name and the password of its own connection string.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> service,
        DatabaseRole runtime,
        string connectionName,
        string ownerConnectionName) => service
        .WithEnvironment($"ConnectionStrings__{connectionName}", runtime.ConnectionString)
        .WithReference(runtime.Database, ownerConnectionName)
        .WaitFor(runtime.Database);

    /// <summary>
    /// Lets the service that migrates the database create and update the role of read-only instances.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithReader(
        this IResourceBuilder<ProjectResource> service, DatabaseRole reader) => service
        .WithEnvironment("Database__Reader__Name", reader.Name)
        .WithEnvironment("Database__Reader__Password", reader.Password);

    /// <summary>
    /// Connects a read-only instance with that role. Read-only mode is set by an argument, which distinguishes its
    /// process from the other instances of the same program.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithReadOnlyReference(
        this IResourceBuilder<ProjectResource> service, DatabaseRole reader, string connectionName) => service
        .WithArgs("--Database:ReadOnly=true")
        .WithEnvironment($"ConnectionStrings__{connectionName}", reader.ConnectionString);
}
