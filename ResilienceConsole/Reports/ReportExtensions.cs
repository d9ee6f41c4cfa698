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

    private static readonly JsonSerializerOptions Strict = new(StatusJson.Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

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
        app.MapPost("/reports", ReceiveAsync)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxReportBytes))
            .AddEndpointFilter(RequireKeyAsync)
            .AllowAnonymous()
            .ExcludeFromDescription();
        return app;
    }

    // Reads the body itself: by then the key was checked, and what is missing is an error instead of a null.
    private static async Task<Results<Ok<StatusReportAnswer>, ProblemHttpResult>> ReceiveAsync(
        HttpRequest request, ReportStore store, SwitchLog switches, TimeProvider timeProvider)
    {
        StatusReport report;
        ResilienceStatus status;
        try
        {
            report = (await JsonSerializer.DeserializeAsync<StatusReport>(
                request.Body, Strict, request.HttpContext.RequestAborted))!;
            status = report.Status.Deserialize<ResilienceStatus>(Strict)!;
        }
        catch (JsonException)
        {
            return TypedResults.Problem(
                "The report cannot be read. Build the service with the version of ServiceDefaults of this console.",
                statusCode: StatusCodes.Status400BadRequest);
        }

        var received = new InstanceReport(status, report.Switches, timeProvider.GetUtcNow());
        if (!store.Store(received))
        {
            return TypedResults.Problem(
                $"The console already has the reports of {ReportStore.MaxInstances} processes. Start fewer, or wait "
                + "until it has removed those that no longer report.",
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
