using System.Net;
using System.Text.Json;
using PatientApi.Contracts;
using ServiceDefaults.Http;
using ServiceDefaults.Idempotency;

namespace PatientGateway.Upstream;

/// <summary>
/// The reads of the patient API, for either instance. Parameters that only the API validates are forwarded unchanged,
/// so that every request is validated once, in one place.
/// </summary>
internal abstract class PatientReader(HttpClient http, TimeProvider clock)
{
    /// <summary>Reads one patient by id.</summary>
    public Task<ApiResponse<PatientResponse>> GetAsync(
        Guid id, string? includeDetails, CancellationToken cancellationToken) =>
        ReadAsync<PatientResponse>(
            PatientOperations.Get,
            $"{PatientRoutes.PathOf(PatientRoutes.ById, id)}{Query(("includeDetails", includeDetails))}",
            cancellationToken);

    /// <summary>Reads one patient by the sender's identifier.</summary>
    /// <exception cref="ArgumentException">
    /// The external id is empty or a dot segment, which no URL can carry: it would address another resource.
    /// </exception>
    public Task<ApiResponse<PatientResponse>> GetByExternalIdAsync(
        string externalId, string? includeDetails, CancellationToken cancellationToken) =>
        ReadAsync<PatientResponse>(
            PatientOperations.GetByExternalId,
            $"{ExternalIdPath.Of(externalId)}{Query(("includeDetails", includeDetails))}",
            cancellationToken);

    /// <summary>Reads the few fields that identify a patient.</summary>
    public Task<ApiResponse<PatientSummary>> GetSummaryAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync<PatientSummary>(
            PatientOperations.GetSummary, PatientRoutes.PathOf(PatientRoutes.Summary, id), cancellationToken);

    /// <summary>Reads one patient with the data derived from its details.</summary>
    public Task<ApiResponse<EnrichedPatient>> GetEnrichedAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync<EnrichedPatient>(
            PatientOperations.GetEnriched, PatientRoutes.PathOf(PatientRoutes.Enriched, id), cancellationToken);

    /// <summary>Reads the recommendations for a patient.</summary>
    public Task<ApiResponse<PatientRecommendations>> GetRecommendationsAsync(
        Guid id, CancellationToken cancellationToken) =>
        ReadAsync<PatientRecommendations>(
            PatientOperations.GetRecommendations,
            PatientRoutes.PathOf(PatientRoutes.Recommendations, id),
            cancellationToken);

    /// <summary>Reads several patients in one call.</summary>
    public Task<ApiResponse<PatientBatch>> GetManyAsync(
        IEnumerable<Guid> ids, string? includeDetails, CancellationToken cancellationToken) =>
        // Commas need no escaping in a query.
        ReadAsync<PatientBatch>(
            "get_patients_batch",
            $"{PatientRoutes.Collection}{PatientRoutes.Batch}?ids={string.Join(',', ids)}{DetailsOf(includeDetails)}",
            cancellationToken);

    /// <summary>Reads one page of patients.</summary>
    public Task<ApiResponse<PatientPage>> ListAsync(PatientQuery query, CancellationToken cancellationToken) =>
        ReadAsync<PatientPage>(
            "list_patients",
            PatientRoutes.Collection
                + Query(("search", query.Search), ("cursor", query.Cursor), ("limit", query.Limit)),
            cancellationToken);

    /// <summary>Creates a request with an operation name for telemetry.</summary>
    /// <exception cref="BadHttpRequestException">The escaped path and query are too long: 414.</exception>
    protected static HttpRequestMessage Request(
        string operation, HttpMethod method, string pathAndQuery, PatientPayload? payload = null)
    {
        if (pathAndQuery.Length > PatientRoutes.MaxTargetLength)
        {
            // The API's server would refuse it, which would look like a failure of the API.
            throw new BadHttpRequestException(
                "The URL is too long once it is escaped.", StatusCodes.Status414UriTooLong);
        }

        var request = new HttpRequestMessage(method, new Uri(pathAndQuery, UriKind.Relative))
        {
            Content = payload?.ToContent()
        };
        request.SetOperation(operation);
        return request;
    }

    /// <summary>Sends a request and reads the response.</summary>
    protected async Task<ApiResponse<T>> SendAsync<T>(HttpRequestMessage request, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await http.SendAsync(request, cancellationToken);
        var result = new ApiResponse<T>
        {
            Status = response.StatusCode,
            ETag = response.Headers.ETag,
            IsReplayed = response.Headers.Contains(IdempotencyHeaders.Replayed)
        };
        return response.StatusCode switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created =>
                result with { Value = await ReadAsync<T>(response, cancellationToken) },
            HttpStatusCode.NoContent => result,
            var status when UpstreamProblem.IsAnsweredWith(status) =>
                result with { Problem = await UpstreamProblem.ReadAsync(response, cancellationToken) },
            _ => throw await UpstreamFailure.ReadAsync(response, clock, cancellationToken),
        };
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(PatientJson.Options, cancellationToken)
                ?? throw new JsonException("The body is null.");
        }
        catch (JsonException exception)
        {
            throw UpstreamFailure.Unreadable(exception);
        }
        catch (InvalidOperationException exception)
        {
            // The response declares an unsupported charset.
            throw UpstreamFailure.Unreadable(new JsonException("The body is in an unknown encoding.", exception));
        }
    }

    private static string DetailsOf(string? includeDetails) =>
        includeDetails is null ? "" : $"&includeDetails={includeDetails}";

    private static QueryString Query(params (string Name, string? Value)[] parameters) =>
        QueryString.Create(parameters.Where(parameter => parameter.Value is not null)
            .Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));

    private async Task<ApiResponse<T>> ReadAsync<T>(
        string operation, string pathAndQuery, CancellationToken cancellationToken) where T : class
    {
        using var request = Request(operation, HttpMethod.Get, pathAndQuery);
        return await SendAsync<T>(request, cancellationToken);
    }
}
