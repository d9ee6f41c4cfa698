using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using ServiceDefaults.Pipelines;

namespace ServiceDefaults.Http.Internal;

/// <summary>
/// Stops the start-up when a client does not have exactly one pipeline. The retries of nested pipelines multiply: one
/// GET through two standard handlers has been observed to be sent sixteen times.
/// </summary>
internal sealed class ResilientClientStartupValidator(DependencyCatalog catalog, IHttpMessageHandlerFactory handlers)
    : IHostedService
{
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
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<HttpMessageHandler> Chain(HttpMessageHandler? handler)
    {
        for (; handler is not null; handler = (handler as DelegatingHandler)?.InnerHandler)
        {
            yield return handler;
        }
    }
}
