using System.Globalization;
using System.Text.Json;
using PatientApi.Contracts;
using ServiceDefaults.Errors;

namespace PatientApi.Batch;

/// <summary>
/// Keeps the response of a batch within the size limit of clients. A patient that does not fit is returned as 413 and
/// has to be read alone, where a single patient always fits.
/// </summary>
internal static class BatchSize
{
    private static readonly string TooLarge = string.Create(
        CultureInfo.InvariantCulture, $"With this patient the response would be larger than "
            + $"{PatientLimits.MaxResponseBytes} bytes. Get the patient by a request of its own.");

    /// <summary>Returns the items in their order; those that do not fit are replaced by a 413.</summary>
    /// <param name="items">All items.</param>
    /// <param name="json">Serializer options of the response.</param>
    public static IReadOnlyList<PatientBatchItem> Fit(IEnumerable<PatientBatchItem> items, JsonSerializerOptions json)
    {
        var left = PatientLimits.MaxResponseBytes - PatientLimits.EnvelopeBytes;
        var fitting = new List<PatientBatchItem>();
        foreach (var item in items)
        {
            // A problem fits into the space reserved for the envelope of an item.
            var size = PatientLimits.EnvelopeBytes
                + (item.Value?.Details is { } details ? JsonSerializer.SerializeToUtf8Bytes(details, json).Length : 0);
            var fits = size <= left - (PatientLimits.EnvelopeBytes * (PatientBatch.MaxIds - fitting.Count - 1));
            left -= fits ? size : PatientLimits.EnvelopeBytes;
            fitting.Add(fits ? item : Refuse(item));
        }

        return fitting;
    }

    private static PatientBatchItem Refuse(PatientBatchItem item)
    {
        var problem = TypedResults.Problem(TooLarge, statusCode: StatusCodes.Status413PayloadTooLarge).ProblemDetails;
        ProblemFields.Write(problem, ClassifiedErrors.BusinessLogic(StatusCodes.Status413PayloadTooLarge));
        return new() { Id = item.Id, Status = StatusCodes.Status413PayloadTooLarge, Problem = problem };
    }
}
