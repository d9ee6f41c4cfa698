using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Errors;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Switches;

namespace ServiceDefaults.Reporting.Internal;

/// <summary>
/// Posts the status at an interval and applies the switches in the answer. When reports keep failing, this is logged
/// once, until one succeeds: this process does not depend on who reads its reports, and may start before them.
/// </summary>
internal sealed partial class StatusReporter(
    IResilienceMonitor monitor,
    ISwitchboard switchboard,
    IOptions<ReportingOptions> options,
    TimeProvider timeProvider,
    ILogger<StatusReporter> logger) : BackgroundService
{
    private const int FailuresBeforeLog = 30;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly List<SwitchResult> _results = [];
    private int _failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Endpoint is not { } endpoint)
        {
            return;
        }

        using var client = CreateClient();
        using var timer = new PeriodicTimer(options.Value.Interval, timeProvider);
        do
        {
            try
            {
                await ReportAsync(client, endpoint, stoppingToken);
                _failures = 0;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                if (++_failures == FailuresBeforeLog)
                {
                    LogFailed(endpoint, SafeExceptionText.Types(exception));
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ReportAsync(HttpClient client, Uri endpoint, CancellationToken cancellationToken)
    {
        var report = new StatusReport(
            JsonSerializer.SerializeToElement(monitor.GetStatus(), StatusJson.Options),
            switchboard.Names,
            [.. _results]);
        using var response = await client.PostAsJsonAsync(endpoint, report, StatusJson.Options, cancellationToken);
        response.EnsureSuccessStatusCode();
        _results.Clear();
        var answer = await response.Content.ReadFromJsonAsync<StatusReportAnswer>(
            StatusJson.Options, cancellationToken);
        foreach (var request in answer?.Switches?.OfType<SwitchRequest>() ?? [])
        {
            _results.Add(await switchboard.ApplyAsync(request, cancellationToken));
        }
    }

    private HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            // No span for each report.
            ActivityHeadersPropagator = null,
        };
        var client = new HttpClient(handler) { Timeout = Limit };
        client.DefaultRequestHeaders.Add(ReportingOptions.KeyHeader, options.Value.Key);
        return client;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "This process cannot send its status to the console at {Endpoint} ({Exception}). Requests are not "
            + "affected.")]
    private partial void LogFailed(Uri endpoint, string exception);
}
