internal import CLibcurl
internal import Model

/// One libcurl handle with what must live as long as a transfer uses it.
///
/// Lives on the network thread only.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?

    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerList)
        errorText.deallocate()
    }

    /// Forgets the last transfer; live connections and cached names are kept by the multi handle.
    func reset() {
        curl_easy_reset(pointer)
        curl_slist_free_all(headerList)
        headerList = nil
        errorText[0] = 0
    }

    /// Sets everything up for `transfer`, which must outlive the transfer.
    func prepare(_ transfer: Transfer) -> CURLcode {
        let request = transfer.request
        var setter = OptionSetter(handle: pointer)
        setter.pointer(CURLOPT_ERRORBUFFER, errorText)
        setter.long(CURLOPT_NOSIGNAL, 1)
        setter.string(CURLOPT_PROTOCOLS_STR, "http,https")
        setter.string(CURLOPT_URL, request.url.absolute)
        setter.string(CURLOPT_USERAGENT, "trimtab")
        setter.long(CURLOPT_TCP_KEEPALIVE, 1)
        setter.long(CURLOPT_BUFFERSIZE, 128 << 10)
        setter.long(CURLOPT_FOLLOWLOCATION, 0)
        apply(request.options, &setter)
        applyMethod(request, &setter)
        // On a kept connection that turns out to be closed libcurl sends again by itself, whatever the verb.
        if !request.isIdempotent { setter.long(CURLOPT_FRESH_CONNECT, 1) }
        let extra = apply(request.authentication ?? request.url.credentials, &setter)
        for field in request.headers.fields { appendHeader(field) }
        if let extra { appendHeader(extra) }
        // Without this a large body waits a second for a 100 Continue that few servers send.
        appendHeaderLine("Expect:")
        setter.list(CURLOPT_HTTPHEADER, headerList)
        applyCallbacks(transfer, &setter)
        return setter.status
    }

    /// libcurl's own words about the last error, or nil.
    var detail: String? {
        let text = String(cString: errorText)
        return text.isEmpty ? nil : text
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        clibcurl_get_long(pointer, info, &value)
        return value
    }

    func offset(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        clibcurl_get_offset(pointer, info, &value)
        return Int(value)
    }

    func string(_ info: CURLINFO) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        clibcurl_get_string(pointer, info, &value)
        return value.map { String(cString: $0) }
    }

    private func apply(_ options: HTTPOptions, _ setter: inout OptionSetter) {
        setter.long(CURLOPT_CONNECTTIMEOUT_MS, options.connectTimeout.wholeMilliseconds)
        setter.long(CURLOPT_TIMEOUT_MS, options.totalTimeout.wholeMilliseconds)
        setter.offset(CURLOPT_MAXFILESIZE_LARGE, curl_off_t(options.maximumResponseBytes))
        // An empty name switches off what http_proxy and its like say.
        setter.string(CURLOPT_PROXY, options.proxy ?? "")
        if options.proxy != nil { setter.string(CURLOPT_NOPROXY, "") }
        // The empty string asks for every packing that libcurl can undo.
        if options.acceptsCompression { setter.string(CURLOPT_ACCEPT_ENCODING, "") }
        if let file = options.tls.authorityFile { setter.string(CURLOPT_CAINFO, file) }
        if let file = options.tls.certificateFile { setter.string(CURLOPT_SSLCERT, file) }
        if let file = options.tls.keyFile { setter.string(CURLOPT_SSLKEY, file) }
        options.tls.keyPassword?.withExposed { setter.string(CURLOPT_KEYPASSWD, $0) }
    }

    private func applyMethod(_ request: HTTPRequest, _ setter: inout OptionSetter) {
        switch request.method {
        case .head: setter.long(CURLOPT_NOBODY, 1)
        case .get where request.body == nil: setter.long(CURLOPT_HTTPGET, 1)
        case .delete where request.body == nil: setter.string(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        default:
            let body = request.body ?? []
            setter.long(CURLOPT_POST, 1)
            if request.method != .post { setter.string(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
            setter.offset(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            setter.bytes(CURLOPT_COPYPOSTFIELDS, body)
        }
    }

    private func apply(
        _ authentication: HTTPAuthentication?, _ setter: inout OptionSetter
    ) -> HTTPHeaders.Field? {
        switch authentication {
        case .basic(let user, let password):
            setter.long(CURLOPT_HTTPAUTH, Int(bitPattern: CURLAUTH_BASIC_VALUE))
            setter.string(CURLOPT_USERNAME, user)
            password.withExposed { setter.string(CURLOPT_PASSWORD, $0) }
            return nil
        case .bearer(let token):
            return HTTPHeaders.Field("Authorization", "Bearer " + token.withExposed { $0 })
        case .header(let name, let value): return HTTPHeaders.Field(name, value.withExposed { $0 })
        case nil: return nil
        }
    }

    /// libcurl sends an empty header only when its line ends in a semicolon.
    private func appendHeader(_ field: HTTPHeaders.Field) {
        appendHeaderLine(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
    }

    private func appendHeaderLine(_ line: String) {
        if let longer = curl_slist_append(headerList, line) { headerList = longer }
    }

    private func applyCallbacks(_ transfer: Transfer, _ setter: inout OptionSetter) {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        setter.pointer(CURLOPT_PRIVATE, context)
        setter.pointer(CURLOPT_WRITEDATA, context)
        setter.pointer(CURLOPT_HEADERDATA, context)
        setter.callback(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.receiveBody(piece) ? piece.count : 0
        }
        setter.callback(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.receiveHeader(line) ? line.count : 0
        }
    }
}

/// Sets options one after the other and remembers the first refusal.
struct OptionSetter {
    let handle: UnsafeMutableRawPointer
    private(set) var status = CURLE_OK

    init(handle: UnsafeMutableRawPointer) { self.handle = handle }

    mutating func long(_ option: CURLoption, _ value: Int) { note(clibcurl_set_long(handle, option, value)) }
    mutating func offset(_ option: CURLoption, _ value: curl_off_t) {
        note(clibcurl_set_offset(handle, option, value))
    }
    mutating func string(_ option: CURLoption, _ value: String) {
        note(clibcurl_set_string(handle, option, value))
    }
    mutating func bytes(_ option: CURLoption, _ value: [UInt8]) {
        // No address at all would mean "ask the read callback"; an empty text means an empty body.
        guard !value.isEmpty else { return string(option, "") }
        note(value.withUnsafeBytes { clibcurl_set_bytes(handle, option, $0.baseAddress) })
    }
    mutating func list(_ option: CURLoption, _ value: UnsafeMutablePointer<curl_slist>?) {
        note(clibcurl_set_list(handle, option, value))
    }
    mutating func pointer(_ option: CURLoption, _ value: UnsafeMutableRawPointer) {
        note(clibcurl_set_pointer(handle, option, value))
    }
    mutating func callback(_ option: CURLoption, _ value: @escaping clibcurl_data_callback) {
        note(clibcurl_set_callback(handle, option, value))
    }

    private mutating func note(_ code: CURLcode) {
        if status == CURLE_OK { status = code }
    }
}
