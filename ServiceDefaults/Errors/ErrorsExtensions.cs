using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Errors.Internal;

namespace ServiceDefaults.Errors;

/// <summary>One shape for everything that goes wrong: problem details (RFC 9457) with the trace id.</summary>
public static class ErrorsExtensions
{
    /// <summary>
    /// Puts the exception handler and the problem body of empty error answers outside every other middleware.
    /// A request the server cannot read keeps its own status (400, 413, ...), a database that is gone for the moment is 503, and
    /// anything else unhandled is 500 without details.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of host builder.</typeparam>
    /// <param name="builder">The host that answers.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddErrors<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddProblemDetails();
        // Development would throw where production answers 400; one behaviour is easier to trust.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.Configure<ExceptionHandlerOptions>(options => options.StatusCodeSelector = StatusOf);
        builder.Services.AddTransient<IStartupFilter, ProblemDetailsStartupFilter>();
        return builder;
    }

    /// <summary>
    /// Repeats the exception handler inside the developer page, which the host puts between the outer one and the endpoints in Development.
    /// There the page would answer first: 500 and a stack trace for what is a 503 elsewhere.
    /// </summary>
    /// <param name="app">The application that answers.</param>
    /// <returns>The same application.</returns>
    public static WebApplication UseErrors(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.UseExceptionHandler();
        }

        return app;
    }

    private static int StatusOf(Exception exception) => exception switch
    {
        BadHttpRequestException unreadable => unreadable.StatusCode,
        // A database that refuses a value (SQLSTATE class 22) speaks of the request; one that is gone for the moment, of itself.
        DbException { SqlState: ['2', '2', ..] } => StatusCodes.Status400BadRequest,
        DbException { IsTransient: true } => StatusCodes.Status503ServiceUnavailable,
        { InnerException: { } inner } => StatusOf(inner),
        _ => StatusCodes.Status500InternalServerError,
    };
}
