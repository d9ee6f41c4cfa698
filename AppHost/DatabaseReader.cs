namespace AppHost;

/// <summary>
/// A role that can only read a database, with a password of its own; its users never get the owner's.
/// </summary>
internal sealed record DatabaseReader(
    IResourceBuilder<IResourceWithConnectionString> Database,
    string Name,
    IResourceBuilder<ParameterResource> Password);

/// <summary>Passes the reader role to the service that creates it and to the instances that connect as it.</summary>
internal static class DatabaseReaderExtensions
{
    /// <summary>Lets the service that migrates the database create and update the role.</summary>
    public static IResourceBuilder<ProjectResource> WithReader(
        this IResourceBuilder<ProjectResource> service, DatabaseReader reader) => service
        .WithEnvironment("Database__Reader__Name", reader.Name)
        .WithEnvironment("Database__Reader__Password", reader.Password);

    /// <summary>
    /// Connects a read-only instance with that role. Read-only mode is set by an argument, which distinguishes its
    /// process from the other instances of the same program.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithReadOnlyReference(
        this IResourceBuilder<ProjectResource> service, DatabaseReader reader, string connectionName)
    {
        var database = reader.Database.Resource.GetConnectionProperties().ToDictionary(
            StringComparer.OrdinalIgnoreCase);
        return service
            .WithArgs("--Database:ReadOnly=true")
            .WithEnvironment($"ConnectionStrings__{connectionName}", ReferenceExpression.Create(
                $"Host={database["Host"]};Port={database["Port"]};Username={reader.Name};Password={reader.Password};"
                    + $"Database={database["DatabaseName"]}"));
    }
}
