using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace AppHost;

/// <summary>
/// Checks the ports of the launch profiles: those of the services, the dashboard and its OTLP endpoint.
/// </summary>
internal static class FixedPorts
{
    // Ports on which Aspire listens, by the settings that define them.
    private static readonly (string Setting, string Listener)[] OfAspire =
    [
        ("ASPNETCORE_URLS", "the Aspire dashboard"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "the dashboard's OTLP endpoint"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "the Aspire resource service"),
    ];

    /// <summary>
    /// Fails the start with a one-line error if another program listens on one of the ports. Random ports are not
    /// checked, because they are always free.
    /// </summary>
    public static void RefuseTakenPorts(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode
            || builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts"))
        {
            return;
        }

        foreach (var (port, listener) in OfServices(builder.Resources).Concat(OfAspireItself(builder.Configuration)))
        {
            if (IsTaken(port))
            {
                throw new DistributedApplicationException(
                    $"Port {port} of {listener} is taken by another program: stop that program (another AppHost?), or "
                    + "start with --DcpPublisher:RandomizePorts=true.");
            }
        }
    }

    private static IEnumerable<(int Port, string Listener)> OfServices(IEnumerable<IResource> resources) =>
        from resource in resources
        from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
        let port = endpoint.Port ?? 0
        where port > 0
        select (port, $"'{resource.Name}'");

    private static IEnumerable<(int Port, string Listener)> OfAspireItself(ConfigurationManager configuration) =>
        from known in OfAspire
        from url in (configuration[known.Setting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
        let uri = Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed : null
        where uri is { IsLoopback: true, Port: > 0 }
        select (uri.Port, known.Listener);

    private static bool IsTaken(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
