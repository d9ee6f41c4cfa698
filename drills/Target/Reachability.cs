using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Drills.Target;

/// <summary>Whether a process that was started again works, from itself.</summary>
internal static class Reachability
{
    private const string Http = "http";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>The endpoints of the resources by name.</summary>
    public static IReadOnlyDictionary<string, Uri> EndpointsOf(IEnumerable<IResource> resources) =>
        resources.OfType<IResourceWithEndpoints>()
            .Select(resource => (resource.Name, Endpoint: resource.GetEndpoints().FirstOrDefault(
                endpoint => endpoint is { IsAllocated: true, EndpointName: Http or "tcp" })))
            .Where(pair => pair.Endpoint is not null)
            .ToDictionary(
                pair => pair.Name,
                pair => new Uri($"{pair.Endpoint!.Scheme}://localhost:{pair.Endpoint.Port}"),
                StringComparer.Ordinal);

    /// <summary>Waits until a service answers its health path with success, or a server accepts connections.</summary>
    /// <exception cref="TimeoutException">It does not within a minute.</exception>
    public static async Task WaitAsync(Uri endpoint, string path, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = endpoint };
        using var pause = new PeriodicTimer(Pause);
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsReachableAsync(client, endpoint, path, cancellationToken))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Timeout)
            {
                throw new TimeoutException($"{endpoint} did not respond within {Timeout} of its start.");
            }

            await pause.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static async Task<bool> IsReachableAsync(
        HttpClient client, Uri endpoint, string path, CancellationToken cancellationToken)
    {
        try
        {
            if (endpoint.Scheme == Http)
            {
                using var response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
                return response.IsSuccessStatusCode;
            }

            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            return false;
        }
    }
}
