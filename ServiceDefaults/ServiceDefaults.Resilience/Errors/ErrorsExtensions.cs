using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Errors.Internal;
using ServiceDefaults.Errors.Internal.Providers;

namespace ServiceDefaults.Errors;

/// <summary>
/// Registers error handling: every failure becomes a classified error, and problem details (RFC 9457) for the caller.
/// </summary>
public static class ErrorsExtensions
{
    /// <summary>
    /// Adds <see cref="IErrorClassifier"/> with its providers, and puts the exception handler and the problem body of
    /// empty error responses outside every other middleware. A request the server cannot read keeps its own status
    /// (400, 413, ...); a defect is 500 without details.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddErrors<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<IErrorClassifier, ErrorClassifier>();
        builder.AddErrorClassificationProvider<CancellationErrors>()
            .AddErrorClassificationProvider<SocketErrors>()
            .AddErrorClassificationProvider<HttpErrors>()
            .AddErrorClassificationProvider<DatabaseErrors>()
            .AddErrorClassificationProvider<PollyErrors>()
            .AddErrorClassificationProvider<ServiceErrors>();

        builder.Services.AddProblemDetails();
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<ProblemDetailsOptions>, ProblemEnricher>());
        builder.Services.TryAddSingleton<ProblemDetailsExceptionHandler>();
        builder.Services.TryAddSingleton<ItemProblemFactory>();
        builder.Services.Configure<ExceptionHandlerOptions>(RespondWithProblem);
        builder.Services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IDeveloperPageExceptionFilter, DeveloperPageFilter>());
        builder.Logging.AddFilter(DeveloperPageFilter.LogCategory, LogLevel.None);
        // In development the framework would throw where production responds with 400; both should behave alike.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.AddTransient<IStartupFilter, ProblemDetailsStartupFilter>();
        return builder;
    }

    // The last handler: those that a service registers as IExceptionHandler come before it.
    private static void RespondWithProblem(ExceptionHandlerOptions options)
    {
        options.ExceptionHandler = ProblemDetailsExceptionHandler.WriteAsync;
        options.AllowStatusCode404Response = true;
        // The middleware would log the exception with its message; this handler logs it without.
        options.SuppressDiagnosticsCallback = _ => true;
    }

    /// <summary>
    /// Adds a provider that classifies the exceptions of one more technology. For the same exception type, the provider
    /// added last is called first.
    /// </summary>
    /// <typeparam name="TProvider">The provider; one instance serves the whole host.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddErrorClassificationProvider<TProvider>(
        this IHostApplicationBuilder builder)
        where TProvider : class, IErrorClassificationProvider
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IErrorClassificationProvider, TProvider>());
        return builder;
    }
}
