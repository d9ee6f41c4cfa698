using AppHost.LocalServers;

namespace AppHost;

/// <summary>Passes the secret, the roles and the files of the audit trail.</summary>
internal static class AuditTrail
{
    private const string Folder = "audit";

    /// <summary>Lets the API insert audit entries as one role, and read and verify them as another.</summary>
    public static IResourceBuilder<ProjectResource> WithAuditTrail(
        this IResourceBuilder<ProjectResource> api,
        IResourceBuilder<ParameterResource> key,
        DatabaseRoles roles) => api
        .WithEnvironment("Audit__Key", key)
        .WithConnection(ResourceNames.PatientsAudit, roles.Audit)
        .WithConnection(ResourceNames.PatientsAuditor, roles.Auditor);

    /// <summary>
    /// Lets the gateway chain audit entries, and keep them beside the data of the servers until the API has them. A
    /// deployed gateway gets a folder by its own settings.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithAuditFiles(
        this IResourceBuilder<ProjectResource> gateway, IResourceBuilder<ParameterResource> key)
    {
        var builder = gateway.ApplicationBuilder;
        gateway.WithEnvironment("Audit__Key", key);
        return builder.ExecutionContext.IsPublishMode
            ? gateway
            : gateway.WithEnvironment("Audit__Folder", FolderOf(builder));
    }

    private static string FolderOf(IDistributedApplicationBuilder builder) => !builder.UsesContainers()
        ? builder.GetLocalServers().Data.Of(Folder)
        : InfrastructureSettings.Data(builder.Configuration) == DataLifetime.Ephemeral
            ? Directory.CreateTempSubdirectory("reference-app-audit-").FullName
            : Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", ".data", Folder));
}
