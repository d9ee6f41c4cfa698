using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Edge;

/// <summary>What a service that strangers can reach takes from their requests, and its limits of connections.</summary>
public sealed class EdgeOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Edge";

    /// <summary>
    /// Whether traces of callers are continued (<c>traceparent</c>). A stranger could choose trace ids, force the
    /// sampling of each request, or hide a name in <c>tracestate</c>.
    /// </summary>
    /// <value>The default is <see langword="false"/>: each request starts a trace.</value>
    public bool ContinueTraces { get; set; }

    /// <summary>
    /// The proxies in front of this service, as addresses or networks (<c>10.0.0.7</c>, <c>10.1.0.0/16</c>), separated
    /// by spaces. Only from them <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed.
    /// </summary>
    /// <value>The default is empty: these headers are removed, also those from this machine.</value>
    public string KnownProxies { get; set; } = "";

    /// <summary>How many connections may be open at once; further ones are closed.</summary>
    /// <value>The default is 10,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How many headers a request may have; one with more is 431.</summary>
    /// <value>The default is 50.</value>
    [Range(10, 1_000)]
    public int MaxHeaders { get; set; } = 50;

    /// <summary>How long the headers of a request may take to arrive; slower senders are disconnected.</summary>
    /// <value>The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle.</summary>
    /// <value>The default is 60 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The limits of HTTP/2 connections.</summary>
    [ValidateObjectMembers]
    public Http2LimitOptions Http2 { get; set; } = new();

    internal IEnumerable<string> Proxies => KnownProxies.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    internal static IPNetwork? NetworkOf(string proxy) =>
        IPNetwork.TryParse(proxy, out var network) ? network
        : IPAddress.TryParse(proxy, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext) => Proxies
        .Where(proxy => NetworkOf(proxy) is null)
        .Select(proxy => new ValidationResult(
            $"{nameof(KnownProxies)} has '{proxy}', which is neither an address nor a network: write 10.0.0.7 "
                + "or 10.1.0.0/16."));
}
