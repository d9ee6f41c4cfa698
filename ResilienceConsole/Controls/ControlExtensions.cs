using Microsoft.AspNetCore.Http.HttpResults;
using PatientApi.Contracts;
using ResilienceConsole.Reports;
using ResilienceConsole.Traffic;
using ServiceDefaults.Authorization;
using ServiceDefaults.Requests;

namespace ResilienceConsole.Controls;

/// <summary>What operators can do on the page.</summary>
internal static class ControlExtensions
{
    public static IHostApplicationBuilder AddControls(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SwitchLog>();
        return builder;
    }

    /// <summary>
    /// Maps <c>POST /switches</c> and <c>POST /traffic</c>. Both read JSON, which a page of another origin cannot
    /// send.
    /// </summary>
    public static WebApplication MapControls(this WebApplication app)
    {
        var controls = app.MapGroup("")
            .RequireScopeOutsideDevelopment(app.Environment, PatientScopes.Admin)
            .ExcludeFromDescription();
        controls.MapPost("/switches", Order).RefusesPreconditions();
        controls.MapPost("/traffic", StartOrStop).RefusesPreconditions();
        return app;
    }

    private static Results<Accepted<string>, ProblemHttpResult> Order(
        SwitchOrder order, ReportStore reports, SwitchLog switches)
    {
        List<InstanceReport> processes = [.. reports.All.Where(report => report.Service == order.Service)];
        if (processes.Count == 0)
        {
            return Refuse($"No process of '{order.Service}' reports to this console. Is the service running?");
        }

        if (!processes.Exists(process => process.Switches.Contains(order.Name, StringComparer.Ordinal)))
        {
            return Refuse($"{order.Service} has no switch '{order.Name}'.");
        }

        if (order.Name == "inject-faults" && FaultPreset.Find(order.Fault) is null)
        {
            return Refuse("Choose one of the faults of the list.");
        }

        var entry = switches.Add(order, processes);
        var count = processes.Count == 1 ? "1 process" : $"{processes.Count} processes";
        return TypedResults.Accepted((string?)null, $"Sent to {count}: {entry.Description}.");
    }

    private static Results<Accepted<string>, ProblemHttpResult> StartOrStop(TrafficOrder order, SampleTraffic traffic)
    {
        if (!traffic.IsAvailable)
        {
            return Refuse(
                "This console has no address and key of the gateway. Set Traffic:Gateway and Traffic:ApiKey.");
        }

        if (order.Name == "stop")
        {
            traffic.Stop();
            return TypedResults.Accepted((string?)null, "Stopped.");
        }

        traffic.Start();
        return TypedResults.Accepted(
            (string?)null, $"Sending reads and writes for {SampleTraffic.Duration.TotalMinutes:0} minutes.");
    }

    private static ProblemHttpResult Refuse(string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}

/// <summary>Starts or stops the sample traffic.</summary>
/// <param name="Name"><c>start</c> or <c>stop</c>.</param>
internal sealed record TrafficOrder(string Name);
