using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Fallback.Internal;

/// <summary>
/// Creates every operation before the host takes its first request, so that a defect in one stops the start and not a
/// request.
/// </summary>
internal sealed class FallbackStartupValidator(IEnumerable<FallbackRegistration> operations, IServiceProvider services)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var operation in operations)
        {
            _ = operation.Resolve(services);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
