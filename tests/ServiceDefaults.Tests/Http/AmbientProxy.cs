using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;

namespace ServiceDefaults.Tests.Http;

/// <summary>
/// Replaces HTTP_PROXY and HTTPS_PROXY: every handler that follows the environment queries this proxy. It sends no
/// request through a proxy, so that it changes nothing for other tests of this process, and records the queries.
/// </summary>
internal sealed class AmbientProxy : IWebProxy
{
    private static readonly AmbientProxy Instance = new();

    private readonly ConcurrentBag<Uri> _asked = [];

    public ICredentials? Credentials { get; set; }

    public static bool WasAskedFor(Uri address) => Instance._asked.Any(asked => asked.Authority == address.Authority);

    public Uri? GetProxy(Uri destination) => null;

    public bool IsBypassed(Uri host)
    {
        _asked.Add(host);
        return true;
    }

    /// <summary>Must run before any handler of this process queries the default proxy: each queries it once.</summary>
    [ModuleInitializer]
    internal static void Install() => HttpClient.DefaultProxy = Instance;
}
