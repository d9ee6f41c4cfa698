using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AppHost.Infrastructure.Processes.Redis;

/// <summary>Ready means it takes the password and answers PING. Two commands need no client library.</summary>
internal sealed class RedisHealthCheck(RedisProcessResource server) : IHealthCheck
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", server.Endpoint.Port, timeout.Token);
            await using var stream = client.GetStream();
            var password = await server.Password.GetValueAsync(timeout.Token);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Command("AUTH", password!) + Command("PING")), timeout.Token);
            using var reader = new StreamReader(stream);
            var authenticated = await reader.ReadLineAsync(timeout.Token);
            var answered = await reader.ReadLineAsync(timeout.Token);
            return authenticated == "+OK" && answered == "+PONG" ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Redis does not answer PING.");
        }
        catch (Exception failure) when (failure is SocketException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return HealthCheckResult.Unhealthy("Redis does not answer.", failure);
        }
    }

    private static string Command(params string[] words) => $"*{words.Length}\r\n{string.Concat(words.Select(word => $"${word.Length}\r\n{word}\r\n"))}";
}
