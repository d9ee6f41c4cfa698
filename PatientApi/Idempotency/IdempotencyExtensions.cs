using PatientApi.Data;
using ServiceDefaults.Idempotency;
using ServiceDefaults.Settings;

namespace PatientApi.Idempotency;

/// <summary>Registers idempotent writes.</summary>
internal static class IdempotencyExtensions
{
    public static IHostApplicationBuilder AddIdempotency(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<IdempotencyOptions>(IdempotencyOptions.Section);
        builder.Services.AddSingleton<AmbiguousCommitResolver>();
        builder.Services.AddSingleton<IdempotentWrites>();
        builder.Services.AddSingleton<IdempotencyCleanupService>();
        if (!DatabaseOptions.Of(builder.Configuration).ReadOnly)
        {
            builder.Services.AddHostedService(services => services.GetRequiredService<IdempotencyCleanupService>());
        }

        return builder;
    }

    /// <summary>
    /// Lets the route accept an <c>Idempotency-Key</c>. Its handler must run its work through
    /// <see cref="IdempotentWrites"/>.
    /// </summary>
    public static RouteHandlerBuilder ExecutesOnce(this RouteHandlerBuilder route) => route
        .WithIdempotencyKey()
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
}
