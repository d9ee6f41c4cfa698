namespace AppHost;

/// <summary>A role that can only read a database, and its own password: whoever comes with it never learns the owner's.</summary>
internal sealed record DatabaseReader(IResourceBuilder<IResourceWithConnectionString> Database, string Name, IResourceBuilder<ParameterResource> Password);

/// <summary>Who makes the role, and who comes with it.</summary>
internal static class DatabaseReaderExtensions
{
    /// <summary>Has the service that migrates the database make sure of the role.</summary>
    public static IResourceBuilder<ProjectResource> WithReader(this IResourceBuilder<ProjectResource> service, DatabaseReader reader) => service
        .WithEnvironment("Database__Reader__Name", reader.Name)
        .WithEnvironment("Database__Reader__Password", reader.Password);

    /// <summary>Connects a read-only instance as that role. That it only reads is an argument, by which its process is told from the others of the program.</summary>
    public static IResourceBuilder<ProjectResource> WithReadOnlyReference(this IResourceBuilder<ProjectResource> service, DatabaseReader reader, string connectionName)
    {
        var database = reader.Database.Resource.GetConnectionProperties().ToDictionary(StringComparer.OrdinalIgnoreCase);
        return service
            .WithArgs("--Database:ReadOnly=true")
            .WithEnvironment($"ConnectionStrings__{connectionName}", ReferenceExpression.Create(
                $"Host={database["Host"]};Port={database["Port"]};Username={reader.Name};Password={reader.Password};Database={database["DatabaseName"]}"));
    }
}
