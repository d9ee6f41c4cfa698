using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Http.Internal;

/// <summary>
/// Stops the start-up when a client does not have exactly one pipeline. The retries of nested pipelines multiply: one
/// GET through two standard handlers has been observed to be sent sixteen times. Also logs which client has no address,
/// because each of its calls then fails as in an outage.
/// </summary>
internal sealed partial class ResilientClientStartupValidator(
    DependencyCatalog catalog,
    IHttpMessageHandlerFactory handlers,
    IHttpClientFactory clients,
    IConfiguration configuration,
    ILogger<ResilientClientStartupValidator> logger) : IHostedService
{
    // Of service discovery.
    private const string Addresses = "services";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var dependency in catalog.All.Where(dependency => dependency.IsHttp))
        {
            var count = Chain(handlers.CreateHandler(dependency.Name)).Count(handler => handler is ResilienceHandler);
            if (count != 1)
            {
                throw new InvalidOperationException(
                    $"The HTTP client '{dependency.Name}' has {count} resilience handlers; it must have exactly the "
                    + "one that AddResilientHttpClient adds. "
                    + "Remove AddStandardResilienceHandler, AddResilienceHandler or a second AddResilientHttpClient, "
                    + "also from ConfigureHttpClientDefaults.");
            }

            LogMissingAddress(dependency.Name);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // No warning: in a cluster the host name may be the address.
    private void LogMissingAddress(string name)
    {
        using var client = clients.CreateClient(name);
        if (client.BaseAddress is { Host: var host } address && address.Scheme.Contains('+', StringComparison.Ordinal)
            && !configuration.GetSection(Addresses).GetSection(host).Exists())
        {
            LogMissingAddress(name, host);
        }
    }

    private static IEnumerable<HttpMessageHandler> Chain(HttpMessageHandler? handler)
    {
        for (; handler is not null; handler = (handler as DelegatingHandler)?.InnerHandler)
        {
            yield return handler;
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message =
        "No address is configured for {Client}: its calls go to a host named {Host}. If there is no such host, set "
        + "services:{Host}:http:0 to its address, such as http://127.0.0.1:5301.")]
    private partial void LogMissingAddress(string client, string host);
}
