using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ResilienceConsole.Controls;
using ServiceDefaults.Monitoring;
using ServiceDefaults.Reporting;
using ServiceDefaults.Settings;

namespace ResilienceConsole.Reports;

/// <summary>Receives the reports of processes.</summary>
internal static class ReportExtensions
{
    private const int MaxReportBytes = 256 * 1024;

    public static IHostApplicationBuilder AddReports(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<ReportOptions>(ReportOptions.Section);
        builder.Services.AddSingleton<ReadHistory>();
        builder.Services.AddSingleton<ReportStore>();
        return builder;
    }

    /// <summary>Maps <c>POST /reports</c>, whose answer asks the process to apply switches.</summary>
    public static WebApplication MapReports(this WebApplication app)
    {
        app.MapPost("/reports", Receive)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxReportBytes))
            .AddEndpointFilter(RequireKeyAsync)
            .AllowAnonymous()
            .ExcludeFromDescription();
        return app;
    }

    private static Results<Ok<StatusReportAnswer>, ProblemHttpResult> Receive(
        StatusReport report, ReportStore store, SwitchLog switches, TimeProvider timeProvider)
    {
        if (report.Status.Deserialize<ResilienceStatus>(StatusJson.Options) is not { } status)
        {
            return TypedResults.Problem("The report has no status.", statusCode: StatusCodes.Status400BadRequest);
        }

        var received = new InstanceReport(status, report.Switches, timeProvider.GetUtcNow());
        if (!store.Store(received))
        {
            return TypedResults.Problem(
                "Too many processes report. Raise no more, or wait until others are forgotten.",
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        switches.Confirm(received, report.Results);
        return TypedResults.Ok(new StatusReportAnswer(switches.TakePending(received)));
    }

    private static ValueTask<object?> RequireKeyAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var expected = http.RequestServices.GetRequiredService<IOptions<ReportOptions>>().Value.ReportKey;
        var isRight = CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(expected)),
            SHA256.HashData(Encoding.UTF8.GetBytes(http.Request.Headers[ReportingOptions.KeyHeader].ToString())));
        return isRight
            ? next(context)
            : new(TypedResults.Problem(
                $"Send the key of this console in the header {ReportingOptions.KeyHeader}.",
                statusCode: StatusCodes.Status401Unauthorized));
    }
}
