using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;

namespace ServiceDefaults.Tests.Http;

/// <summary>
/// Stands where HTTP_PROXY and HTTPS_PROXY would be read: what every handler asks that follows the environment. It
/// sends all of them straight on, so that it changes nothing for other tests of this process, and keeps who asked.
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

    /// <summary>Before any handler of this process has looked: each looks once.</summary>
    [ModuleInitializer]
    internal static void Install() => HttpClient.DefaultProxy = Instance;
}
