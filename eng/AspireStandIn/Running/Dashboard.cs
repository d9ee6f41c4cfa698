using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.StandIn;

internal sealed class Dashboard : IAsyncDisposable
{
    public string OtlpEndpoint { get; init; } = "";
    public static Dashboard? Plan(IConfiguration configuration, StartedBy startedBy, bool randomize) => null;
    public Task StartAsync(CancellationToken stop) => Task.CompletedTask;
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
