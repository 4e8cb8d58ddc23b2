-- What test/editors/nvim.test.ts does in Neovim: looks, fixes, types and hovers, and writes down what it saw.
local report = {}

local function seen()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, {
      code = diagnostic.user_data.lsp.code,
      message = diagnostic.message,
      line = diagnostic.lnum,
      column = diagnostic.col,
      endColumn = diagnostic.end_col,
      severity = diagnostic.severity,
    })
  end
  return found
end

local function has(code)
  for _, diagnostic in ipairs(seen()) do
    if diagnostic.code == code then
      return true
    end
  end
  return false
end

local function wait(what, check)
  if not vim.wait(30000, check, 50) then
    error("waited in vain for " .. what)
  end
end

local ok, problem = pcall(function()
  vim.cmd("edit Dockerfile")
  wait("findings", function()
    return has("secret-file-removed-in-later-layer")
  end)
  report.opened = seen()

  vim.api.nvim_win_set_cursor(0, { 2, 27 })
  local params = vim.lsp.util.make_position_params()
  local answers = vim.lsp.buf_request_sync(0, "textDocument/hover", params, 10000)
  for _, answer in pairs(answers) do
    report.hover = answer.result.contents.value
  end

  -- The menu of actions, of which the first is chosen.
  vim.ui.select = function(items, _, choose)
    report.actions = vim.tbl_map(function(item)
      return item[2].title
    end, items)
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  wait("the fix", function()
    return not has("secret-file-removed-in-later-layer")
  end)
  report.fixed = vim.api.nvim_buf_get_lines(0, 0, -1, false)

  vim.api.nvim_buf_set_lines(0, -1, -1, false, { "RUN chmod 4755 /app" })
  wait("a finding in what was typed", function()
    return has("setuid-bit")
  end)
  vim.cmd("write")

  vim.cmd("edit pod.yaml")
  wait("findings of the manifest", function()
    return has("host-namespace")
  end)
  report.manifest = seen()
  report.clients = #vim.lsp.get_active_clients()
end)
report.problem = not ok and tostring(problem) or nil
vim.fn.writefile({ vim.fn.json_encode(report) }, "report.json")
vim.cmd("qall!")
