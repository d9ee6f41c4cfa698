using Microsoft.Extensions.DependencyInjection;

namespace AppHost.LocalServers;

/// <summary>Data folder of the local servers of one AppHost, and the user that runs them.</summary>
internal sealed record LocalServersContext(DataFolder Data, ServerUser User);

/// <summary>Creates the state that all local servers of an AppHost share.</summary>
internal static class LocalServersExtensions
{
    /// <summary>
    /// Opens the data folder on first use, and has the servers shut down cleanly when the AppHost stops.
    /// </summary>
    public static LocalServersContext GetLocalServers(this IDistributedApplicationBuilder builder)
    {
        if (builder.Services.FirstOrDefault(service =>
            service.ServiceType == typeof(LocalServersContext))?.ImplementationInstance is LocalServersContext known)
        {
            return known;
        }

        var user = ServerUser.Choose(builder.Configuration);
        var context = new LocalServersContext(DataFolder.Open(builder, user), user);
        builder.Services.AddSingleton(context);

        // Registered through a factory, because the service container disposes only of objects that it has created.
        builder.Services.AddHostedService(_ => context.Data);
        builder.Services.AddHostedService<LocalServersLifetime>();

        // An ephemeral folder is deleted at the end, when no server writes to it any more.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        return context;
    }
}
